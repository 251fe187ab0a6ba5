import { Level } from './finding';

/** Findings that the engine makes about itself and about acknowledgements. */
export interface EngineRule {
  readonly id: string;
  readonly level: Level;
  readonly summary: string;
  readonly why: readonly string[];
}

export const RULE_FAILED: EngineRule = {
  id: 'rule-failed',
  level: 'error',
  summary: 'a rule that broke off with an error, so that it has not checked everything',
  why: [
    'A rule met something that it was not written for. The other rules have run, but what this one would have found is not known.',
    'It is a mistake in the rule, not in the manifest. It can be switched off by the id of the rule that failed.',
  ],
};

export const UNUSED_ACKNOWLEDGEMENT: EngineRule = {
  id: 'unused-acknowledgement',
  level: 'warning',
  summary: 'an acknowledgement that no finding needs',
  why: [
    'What it was written for is mended, or it names another object or rule than was meant. Left in place, it would hide the next mistake there.',
  ],
};

export const ACKNOWLEDGEMENT_WITHOUT_REASON: EngineRule = {
  id: 'acknowledgement-without-reason',
  level: 'error',
  summary: 'an acknowledgement that does not say why',
  why: ['Whoever reads it next year has to know whether it still holds. Without a reason it acknowledges nothing.'],
};

export const ENGINE_RULES: readonly EngineRule[] = [RULE_FAILED, UNUSED_ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_WITHOUT_REASON];
