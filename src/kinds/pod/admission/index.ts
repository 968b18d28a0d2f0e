// What happens to a Pod between being asked for and being checked, in the server's own order.
import type { AdmissionRule } from '../../../meta/kind.ts'
import type { Pod } from '../../../schema/generated/core-v1.ts'
import { declaredFeatures } from './declared-features.ts'
import { limitRanger } from './limit-ranger.ts'
import { priority } from './priority.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { defaultTolerationSeconds } from './tolerations.ts'
import { topologyLabels } from './topology-labels.ts'

export const podAdmission: readonly AdmissionRule<Pod>[] = [
  limitRanger,
  serviceAccount,
  priority,
  defaultTolerationSeconds,
  topologyLabels,
  declaredFeatures,
  runtimeClass,
]
