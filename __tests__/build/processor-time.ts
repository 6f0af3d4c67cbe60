// How long something takes, for tests that a bound holds (never that something is fast: that is what bench/ measures).

/**
 * Seconds of processor time that `run` takes; it is run again, three times in all, while that is more than `enough`: the memory of the whole test process
 * may be swept during one of them. What else the machine does is not counted.
 */
export function processorTime(enough: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && least > enough; tries++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}
