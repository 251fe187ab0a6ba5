export * from './change';
export { planBetween } from './plan-between';
