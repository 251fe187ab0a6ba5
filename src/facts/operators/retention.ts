import { DeletionPlace } from './resource-facts';

/** The retention policy of a StatefulSet's claims, where a custom resource hands it on: what deletes, at which place it stands. */
export function retention(at: string): readonly DeletionPlace[] {
  return [
    { at: `${at}.whenDeleted`, is: 'Delete', harm: 'its claims are deleted with it', remedy: 'Set whenDeleted: Retain.' },
    {
      at: `${at}.whenScaled`,
      is: 'Delete',
      harm: 'the claims of a replica are deleted when it is scaled away',
      remedy: 'Set whenScaled: Retain.',
    },
  ];
}
