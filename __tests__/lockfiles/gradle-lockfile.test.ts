import { gradleLockfile } from '../../src/lockfiles/gradle-lockfile.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(gradleLockfile, {
  reads: [
    {
      name: 'configurations',
      path: 'gradle.lockfile',
      text: `# This is a Gradle generated file for dependency locking.
com.google.guava:guava:33.0.0-jre=compileClasspath,runtimeClasspath
org.junit:junit:4.12=test
empty=annotationProcessor
`,
      packages: [
        '2:1 pkg:maven/com.google.guava/guava@33.0.0-jre registry scopes=compileClasspath,runtimeClasspath',
        '3:1 pkg:maven/org.junit/junit@4.12 registry scopes=test',
      ],
    },
    {
      name: 'that of the settings',
      path: 'settings-gradle.lockfile',
      text: `# This is a Gradle generated file for dependency locking.
org.jetbrains:annotations:13.0=classpath
empty=
`,
      packages: ['2:1 pkg:maven/org.jetbrains/annotations@13.0 registry scopes=classpath'],
    },
  ],
  refuses: [{ name: 'bad-line', text: 'one:two=x\n', line: 1 }],
});
