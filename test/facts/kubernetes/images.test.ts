import { parseImage, unpinnedReason } from '../../../src/facts/kubernetes/images';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('image references', () => {
  test.each([
    ['nginx:1.29.1', { repository: 'nginx', tag: '1.29.1' }],
    ['library/nginx:1', { repository: 'library/nginx', tag: '1' }],
    ['registry.example.com:5000/team/app:v1', { repository: 'registry.example.com:5000/team/app', tag: 'v1' }],
    ['localhost/app:1', { repository: 'localhost/app', tag: '1' }],
    ['[::1]:5000/app:1', { repository: '[::1]:5000/app', tag: '1' }],
    [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
    [`app:1@${DIGEST}`, { repository: 'app', tag: '1', digest: DIGEST }],
    ['registry.example.com:5000/app', { repository: 'registry.example.com:5000/app' }],
  ])('%s', (image, parts) => expect(parseImage(image)).toEqual({ tag: undefined, digest: undefined, ...parts }));

  test.each([
    '',
    ':1',
    'App:1',
    'app:',
    'app: 1',
    'app@sha256:12',
    `a@${DIGEST}@${DIGEST}`,
    'a b:1',
    '/app:1',
    'app/:1',
    'UPPER.example.com/App:1',
    'a'.repeat(256),
  ])('%j is none', (image) => expect(parseImage(image)).toBeUndefined());

  test('what is pinned has a tag that stays, or a digest', () => {
    expect(unpinnedReason('nginx:1.29.1')).toBeUndefined();
    expect(unpinnedReason(`nginx:latest@${DIGEST}`)).toBeUndefined();
    expect(unpinnedReason('nginx')).toBe('Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.');
    expect(unpinnedReason('nginx:latest')).toBe('The tag latest changes under a running Pod. Name a version or a digest.');
    expect(unpinnedReason('no image')).toBe('This is not an image reference. Write repository:tag or repository@sha256:digest.');
  });
});
