// All that is done with kubectl, in the order in which it is done.
import { access } from './verbs/access.ts'
import { alone } from './verbs/alone.ts'
import { asking } from './verbs/asking.ts'
import { changing } from './verbs/changing.ts'
import { creating } from './verbs/creating.ts'
import { deleting } from './verbs/deleting.ts'
import { nodes } from './verbs/nodes.ts'
import { pods } from './verbs/pods.ts'
import { reading } from './verbs/reading.ts'
import { rolling } from './verbs/rolling.ts'
import type { Area, Verb } from './verbs/verb.ts'

export const AREAS: readonly Area[] = [
  asking,
  creating,
  reading,
  changing,
  rolling,
  pods,
  nodes,
  access,
  deleting,
  alone,
]

export const VERBS: readonly Verb[] = AREAS.flatMap(area => area.verbs)
