// Autoscalers of v1 and v2. Stored as v2; v1 knows one metric, the use of cpu.
import type { KubeObject } from '../../meta/object.ts'

/** An autoscaler of v2 as v1 shows it. */
export const toAutoscalingV1 = (object: KubeObject): KubeObject => ({
  ...object,
  apiVersion: 'autoscaling/v1',
})

/** An autoscaler of v1 as it is stored. */
export const fromAutoscalingV1 = (object: KubeObject): KubeObject => ({
  ...object,
  apiVersion: 'autoscaling/v2',
})
