// gradle.lockfile (Gradle 6.8 on): `group:artifact:version=configuration,configuration`, and `empty=` for what locks nothing. Before, one file per
// configuration under gradle/dependency-locks, without `=`. https://docs.gradle.org/current/userguide/dependency_locking.html No hashes and no edges.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, numberedLines, problem } from './reading/text.ts';

export const gradleLockfile: LockfileFormat = {
  id: 'gradle-lockfile',
  names: ['gradle.lockfile', '*-gradle.lockfile', '**/gradle/dependency-locks/*.lockfile', '**/gradle/*.lockfile'],

  *read(text, path): Generator<LockedPackage | Problem> {
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      if (content === '' || content.startsWith('#') || content.startsWith('empty=')) continue;
      const equals = content.indexOf('=');
      const [group, artifact, version, ...more] = (equals === -1 ? content : content.slice(0, equals)).split(':');
      if (!group || !artifact || !version || more.length > 0) {
        yield problem(path, 'bad-line', 'unreadable', 'not "group:artifact:version=configurations"', { line, column: 1 });
        continue;
      }
      const name = `${group}:${artifact}`;
      const scopes =
        equals === -1
          ? []
          : content
              .slice(equals + 1)
              .split(',')
              .filter((scope) => scope !== '');
      yield locked({ line, column: 1 }, { name, version, purl: purlOf('maven', name, version), scopes });
    }
  },
};
