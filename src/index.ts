export { IStorageClass } from './volumes/storage-class';
