/** Prints where a peer listens: whoever started it waits for this line. */
export function announce(server) {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
}
