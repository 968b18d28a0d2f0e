import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
} from '../../schema/generated/apps-v1.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { changed, filled } from '../same.ts'
import { templateGenerationOf, withTemplateGeneration } from './generation.ts'

const ROLLING_UPDATE = { maxUnavailable: 1, maxSurge: 0 }
/** What is there without being used has no defaults but zeros. */
const UNUSED = { maxUnavailable: 0, maxSurge: 0 }
const REVISIONS = { revisionHistoryLimit: 10 }

/**
 * One pod at a time is replaced, ten revisions are kept, unless said otherwise.
 * The annotation that holds the template generation is a field to the real server, and this is where fields are
 * read: it is zero where it is missing, so that who writes owns it.
 * @throws StatusError 400 when the annotation is no number
 */
export function defaultDaemonSet(ds: DaemonSet): DaemonSet {
  const counted = withTemplateGeneration(ds, templateGenerationOf(ds))
  const spec = ds.spec ?? ({} as DaemonSetSpec)
  let result = changed(spec, 'template', defaultPodTemplate(spec.template ?? {}))
  result = changed(result, 'updateStrategy', defaultStrategy(spec.updateStrategy ?? {}))
  return changed(counted, 'spec', filled(result, REVISIONS))
}

function defaultStrategy(strategy: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const typed = strategy.type ? strategy : { ...strategy, type: 'RollingUpdate' }
  if (typed.type !== 'RollingUpdate')
    return typed.rollingUpdate === undefined
      ? typed
      : changed(typed, 'rollingUpdate', filled(typed.rollingUpdate, UNUSED))
  return changed(typed, 'rollingUpdate', filled(typed.rollingUpdate ?? {}, ROLLING_UPDATE))
}
