import { App } from 'cdk8s';
import { TemplateServiceChart } from './charts/template-service';

const app = new App();
new TemplateServiceChart(app, 'template-service');
app.synth();
