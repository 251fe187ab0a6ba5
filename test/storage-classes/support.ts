import { Chart } from 'cdk8s';
import { StorageDriver } from '../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../src/storage-classes/zonal-storage-class';
import { findKind, Manifest, newChart, refusal } from '../support';

/** A class `fast`, with whatever a JavaScript caller might give. */
export function classWith(driver: unknown, props: Record<string, unknown> = {}, chart: Chart = newChart()): ZonalStorageClass {
  return new ZonalStorageClass(chart, 'fast', { driver: driver as StorageDriver, ...props });
}

/** The manifest of the class in a chart of its own. */
export function manifestOf(driver: StorageDriver, props: Record<string, unknown> = {}): Manifest {
  const chart = newChart();
  classWith(driver, props, chart);
  return findKind(chart, 'StorageClass');
}

export function parametersOf(driver: StorageDriver): Record<string, string> {
  return classWith(driver).parameters;
}

/** The lines below the first of the error that a class with this driver gives. */
export function problemsOf(driver: unknown, props: Record<string, unknown> = {}): string[] {
  return linesOf(() => classWith(driver, props), 'ZonalStorageClass at shop/fast');
}

/** The lines below the first of an error, whose first line must name the construct and count them. */
export function linesOf(build: () => unknown, construct: string): string[] {
  const [first, ...lines] = refusal(build).split('\n');
  expect(first).toBe(`${construct}: ${lines.length === 1 ? '1 problem' : `${lines.length} problems`}`);
  return lines.map((line) => line.replace(/^ {2}/, ''));
}

/** Options that no type allows. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function untyped(options: unknown): any {
  return options;
}
