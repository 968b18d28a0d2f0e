import { forbiddenStatus, type StatusError } from '../../../meta/status.ts'
import type { Pod } from '../../../schema/generated/core-v1.ts'

const PODS = { group: '', plural: 'pods' }

export const podForbidden = (pod: Pod, why: string): StatusError =>
  forbiddenStatus(PODS, pod.metadata.name || pod.metadata.generateName || '', why)
