import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
} from '../../schema/generated/apps-v1.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { changed, filled } from '../same.ts'
import { templateGenerationOf } from './generation.ts'

const ROLLING_UPDATE = { maxUnavailable: 1, maxSurge: 0 }
/** What is there without being used has no defaults but zeros. */
const UNUSED = { maxUnavailable: 0, maxSurge: 0 }
const REVISIONS = { revisionHistoryLimit: 10 }

/**
 * One pod at a time is replaced, ten revisions are kept, unless said otherwise.
 * @throws StatusError 400 when the annotation that holds the template generation is no number: to the real server
 * it is a field, and this is where fields are read.
 */
export function defaultDaemonSet(ds: DaemonSet): DaemonSet {
  templateGenerationOf(ds)
  const spec = ds.spec ?? ({} as DaemonSetSpec)
  let result = changed(spec, 'template', defaultPodTemplate(spec.template ?? {}))
  result = changed(result, 'updateStrategy', defaultStrategy(spec.updateStrategy ?? {}))
  return changed(ds, 'spec', filled(result, REVISIONS))
}

function defaultStrategy(strategy: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const typed = strategy.type ? strategy : { ...strategy, type: 'RollingUpdate' }
  if (typed.type !== 'RollingUpdate')
    return typed.rollingUpdate === undefined
      ? typed
      : changed(typed, 'rollingUpdate', filled(typed.rollingUpdate, UNUSED))
  return changed(typed, 'rollingUpdate', filled(typed.rollingUpdate ?? {}, ROLLING_UPDATE))
}
