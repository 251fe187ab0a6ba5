import { App, Chart, Size } from 'cdk8s';
import { MountAccess, SharedScratchPod } from 'cdk8s-storage';

const app = new App();
new SharedScratchPod(new Chart(app, 'packed'), 'cache', {
  sizeLimit: Size.gibibytes(1),
  seed: { image: 'registry.example.com/content:1', path: '/content' },
  containers: [{ name: 'web', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE }],
});
app.synth();
