// The flow schemas and priority levels that every server has, and that stay as they are.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type {
  FlowSchemaSpec,
  PolicyRulesWithSubjects,
  PriorityLevelConfigurationSpec,
} from '../../schema/generated/flowcontrol-v1.ts'
import { goStruct } from '../go-struct.ts'

const everything = (...groups: string[]): PolicyRulesWithSubjects[] => [
  {
    subjects: groups.map(name => ({ kind: 'Group', group: { name } })),
    resourceRules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
    ],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  },
]

const SCHEMAS: Readonly<Record<string, FlowSchemaSpec>> = {
  exempt: {
    priorityLevelConfiguration: { name: 'exempt' },
    matchingPrecedence: 1,
    rules: everything('system:masters'),
  },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10_000,
    distinguisherMethod: { type: 'ByUser' },
    rules: everything('system:unauthenticated', 'system:authenticated'),
  },
}

const LEVELS: Readonly<Record<string, PriorityLevelConfigurationSpec>> = {
  exempt: { type: 'Exempt' },
  'catch-all': {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 5,
      limitResponse: { type: 'Reject' },
      lendablePercent: 0,
    },
  },
}

/** A schema that every server has is what it is. */
export function fixedSchemaErrors(name: string, spec: FlowSchemaSpec): Cause[] {
  const fixed = SCHEMAS[name]
  if (fixed === undefined || sameJson(spec, fixed)) return []
  const printed = goStruct('flowcontrol/v1.FlowSchemaSpec', spec)
  return [invalid('spec', printed, `spec of '${name}' must equal the fixed value`)]
}

/** So is a level, but for how much the exempt one lends. */
export function fixedLevelErrors(name: string, spec: PriorityLevelConfigurationSpec): Cause[] {
  const fixed = LEVELS[name]
  const { exempt: _, ...compared } = spec
  if (fixed === undefined || sameJson(name === 'exempt' ? compared : spec, fixed)) return []
  const printed = goStruct('flowcontrol/v1.PriorityLevelConfigurationSpec', spec)
  const but = name === 'exempt' ? " except the 'spec.exempt' field" : ''
  return [invalid('spec', printed, `spec of '${name}'${but} must equal the fixed value`)]
}
