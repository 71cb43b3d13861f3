/** What was started and is to be stopped, the last one first, whatever happens. */
export class Started {
  #stops = [];
  #stopping = null;

  /** Remembers how to stop something, and gives a function that does so at once. */
  add(stop) {
    const once = () => {
      this.#stops = this.#stops.filter((other) => other !== once);
      return stop();
    };
    this.#stops.push(once);
    if (this.#stopping) void once();
    return once;
  }

  get isStopping() {
    return this.#stopping !== null;
  }

  stopAll() {
    this.#stopping ??= this.#stopEach();
    return this.#stopping;
  }

  async #stopEach() {
    while (this.#stops.length > 0) {
      await this.#stops
        .at(-1)()
        .catch((error) => console.error(`Could not stop everything: ${error.message}`));
    }
  }
}
