import type { DestinationStream } from 'pino';

/** In bytes; what a reader that does not read keeps waiting. */
const maxUnread = 1024 * 1024;

/**
 * Standard output as the destination of a log. Nobody waits for its reader: what a reader does not take is kept up to a
 * megabyte, then lines are left out, and how many is said as soon as there is room.
 * @param onReaderGone called once when nobody can read any more, as after `| head`
 */
export function openLogOutput(output: NodeJS.WriteStream, onReaderGone: () => void): DestinationStream {
  let isGone = false;
  let leftOut = 0;
  output.on('error', () => {
    if (isGone) return;
    isGone = true;
    onReaderGone();
  });
  return {
    write(line) {
      if (isGone) return;
      if (output.writableLength > maxUnread) {
        leftOut += 1;
        return;
      }
      if (leftOut > 0) {
        output.write(
          `${JSON.stringify({ level: 40, time: new Date(), leftOut, msg: 'lines left out: nobody read them' })}\n`,
        );
        leftOut = 0;
      }
      output.write(line);
    },
  };
}
