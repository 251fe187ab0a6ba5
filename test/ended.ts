import { MissingPrograms } from './cluster/binaries';

/** Ends this program by whether all is as it has to be; where it lacks programs it says so, and passes with `--if-available`. */
export function endBy(passed: Promise<boolean>): void {
  passed.then(
    (isPassed) => {
      process.exitCode = isPassed ? 0 : 1;
    },
    (error: unknown) => {
      if (!(error instanceof MissingPrograms)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = process.argv.includes('--if-available') ? 0 : 1;
    },
  );
}
