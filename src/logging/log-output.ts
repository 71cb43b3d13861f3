import type { DestinationStream } from 'pino';

/** In bytes. */
const maxBuffered = 1024 * 1024;

/**
 * Standard output as the destination of a log. A slow reader does not block the process: up to a megabyte is buffered,
 * then lines are dropped, and their number is written as soon as there is room.
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
      if (output.writableLength > maxBuffered) {
        leftOut += 1;
        return;
      }
      if (leftOut > 0) {
        const warning = { level: 40, time: new Date(), leftOut, msg: 'lines left out: nobody read them' };
        output.write(`${JSON.stringify(warning)}\n`);
        leftOut = 0;
      }
      output.write(line);
    },
  };
}
