import { rmSync } from 'node:fs';
import type * as fleet from '../src/synth/fleet-app';
import { fromLib, newOutdir } from './measure';
import { addServices } from './services';

/* Synthesizes 5000 charts and prints the most megabytes that the process had resident. */

const { FleetApp } = fromLib<typeof fleet>('synth/fleet-app');
const outdir = newOutdir();
const app = new FleetApp({ outdir });
addServices(app, 5000);
app.synth();
rmSync(outdir, { recursive: true });
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
