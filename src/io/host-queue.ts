// One host's share of a run: how many requests it gets at once, how long it asked everyone to wait, and whether it was given up.
import type { HttpError } from './http-error.ts';

export class HostQueue {
  /** A host that is down, or keeps asking for time, is found out once and not once per package. */
  givenUp: HttpError | undefined;
  #failures = 0;
  #waits = 0;
  #free: number;
  readonly #queue: (() => void)[] = [];
  #pause: Promise<void> | undefined;

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#queue.push(go));
  }

  leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free++;
  }

  /** Ends when the host has had the time that it asked for; throws when it was given up. */
  async ready(): Promise<void> {
    await this.#pause;
    if (this.givenUp) throw this.givenUp;
  }

  answered(): void {
    this.#failures = 0;
  }

  failed(error: HttpError, most: number): void {
    if (++this.#failures >= most) this.givenUp = error;
  }

  /**
   * The host asked for time. Requests that were under way together are all refused: that is one wait, not many. Returns whether
   * this one began it; after `most` waits the host is given up.
   */
  wait(begin: () => Promise<void>, error: HttpError, most: number): boolean {
    if (this.#pause !== undefined) return false;
    if (this.#waits >= most) {
      this.givenUp = error;
      throw error;
    }
    this.#waits++;
    this.#pause = begin().then(() => {
      this.#pause = undefined;
    });
    return true;
  }
}
