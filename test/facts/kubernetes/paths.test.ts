import * as fc from 'fast-check';
import { hasParentPart, isSystemPath, isUnder, normalizePath, pathsOverlap } from '../../../src/facts/kubernetes/paths';

const path = fc.array(fc.constantFrom('a', 'b', 'ab', '.', ''), { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);

describe('mount paths', () => {
  test.each([
    ['/a//b/./', '/a/b'],
    ['/', '/'],
    ['//', '/'],
    ['/a/../b', '/a/../b'],
  ])('%s is %s', (given, normal) => expect(normalizePath(given)).toBe(normal));

  test('a path is under its parents and not under itself or a namesake', () => {
    expect(isUnder('/a/b', '/a')).toBe(true);
    expect(isUnder('/a', '/')).toBe(true);
    expect(isUnder('/a', '/a/')).toBe(false);
    expect(isUnder('/ab', '/a')).toBe(false);
    expect(isUnder('/', '/')).toBe(false);
  });

  test('a path is normal where no part is empty or ".", however it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('/', '.', '..', 'a', '.a', 'a.'), { maxLength: 8 }), (pieces) => {
        const written = pieces.join('');
        const parts = written.split('/').filter((part) => part !== '' && part !== '.');
        expect(normalizePath(written)).toBe(`/${parts.join('/')}`);
      }),
    );
  });

  test('a path is under another exactly where its parts begin with those of the other', () => {
    const partsOf = (text: string) => text.split('/').filter((part) => part !== '' && part !== '.');
    fc.assert(
      fc.property(path, path, (one, other) => {
        const [parts, parents] = [partsOf(one), partsOf(other)];
        expect(isUnder(one, other)).toBe(parts.length > parents.length && parents.every((part, index) => part === parts[index]));
      }),
    );
  });

  test('overlap is symmetric, and does not depend on how a path is written', () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(pathsOverlap(one, other)).toBe(pathsOverlap(other, one));
        expect(pathsOverlap(one, other)).toBe(pathsOverlap(normalizePath(one), `${other}/`));
      }),
    );
    expect(pathsOverlap('/data', '/data/')).toBe(true);
    expect(pathsOverlap('/data', '/data/sub')).toBe(true);
    expect(pathsOverlap('/data', '/database')).toBe(false);
  });

  test.each([
    '/',
    '/etc',
    '/etc/',
    '/usr',
    '/bin',
    '/lib',
    '/var',
    '/home',
    '/proc',
    '/proc/1',
    '/sys/fs',
    '/dev',
    '/dev/pts',
    '/usr//lib',
  ])('%s is the system’s', (given) => expect(isSystemPath(given)).toBe(true));
  test.each(['/dev/shm', '/tmp', '/run', '/etc/nginx', '/var/lib/app', '/home/app', '/scratch', '/usr/share/nginx/html'])(
    '%s can be mounted over',
    (given) => expect(isSystemPath(given)).toBe(false),
  );

  test('a part that leads up is found, a name with dots is none', () => {
    expect(hasParentPart('/a/../b')).toBe(true);
    expect(hasParentPart('/a/..b')).toBe(false);
  });
});
