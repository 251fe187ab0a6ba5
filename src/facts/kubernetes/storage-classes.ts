/** The annotation that makes a class the default one of its cluster. */
export const DEFAULT_CLASS_ANNOTATION = 'storageclass.kubernetes.io/is-default-class';

/** All that do: those of old clusters too. */
export const DEFAULT_CLASS_ANNOTATIONS = [DEFAULT_CLASS_ANNOTATION, 'storageclass.beta.kubernetes.io/is-default-class'];

/** Where claims and volumes named their class before there was a field for it; it still goes before the field. */
export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
