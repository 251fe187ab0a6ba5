import { isFileMode, meantMode, octal } from '../../facts/kubernetes/file-modes';
import { fileModesOf } from '../lookup/file-modes';
import { PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) for (const volume of pod.volumes) yield* checkVolume(volume);
}

function* checkVolume(volume: PodVolume): Generator<Discovery> {
  for (const { at, isSecret } of fileModesOf(volume)) {
    const mode = at.number;
    if (mode === undefined) continue;
    const digits = /^[0-7]{3}$/.test(String(mode)) ? `0${mode}` : undefined;
    const remedy = digits === undefined ? `Write 0${isSecret ? '440' : '444'}.` : `Write ${digits}, with a zero in front.`;
    if (!isFileMode(mode)) {
      yield {
        level: 'error',
        at,
        cause: `Volume ${volume.name} has mode ${mode}, ${digits === undefined ? '' : 'a decimal number, '}and the API server refuses modes above 0777, which is 511.`,
        remedy,
      };
    } else if (meantMode(mode) !== undefined) {
      yield { at, cause: `Volume ${volume.name} has mode ${mode}, a decimal number: its files get ${octal(mode)}.`, remedy };
    }
  }
}

export const decimalFileMode: Rule = {
  id: 'decimal-file-mode',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a mode of files that is decimal where octal was meant: 400 is 0620 (warning), and 600 is refused (error)',
  explanation: {
    why: [
      'Modes are numbers, and only a zero in front makes a number of YAML octal. 400 is 0620: the owner may write, the group may write and not read. 600 and 644 are above 0777, and the API server refuses the Pod, or the workload. In JSON there are no octal numbers, so there 0400 is written 256 and 0644 is 420; those are right, and not reported.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: key, mountPath: /run/secrets/key, readOnly: true }
        volumes:
          - name: key
            secret: { secretName: report-key, defaultMode: 400 }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: key, mountPath: /run/secrets/key, readOnly: true }
        volumes:
          - name: key
            secret: { secretName: report-key, defaultMode: 0400 }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions'],
  },
  check,
};
