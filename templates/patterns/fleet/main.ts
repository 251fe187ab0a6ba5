import { FleetApp } from 'cdk8s-storage';
import { ServiceChart } from './charts/service';
import { StorageChart } from './charts/storage';
import { services } from './services';

const app = new FleetApp();
new StorageChart(app, 'template-service-storage');
for (const service of services) new ServiceChart(app, service.name, service);
app.synth();
