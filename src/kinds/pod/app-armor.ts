// Profiles of AppArmor that annotations name become fields of the containers, as long as the two agree on a form.
import { sameJson } from '../../meta/freeze.ts'
import type { AppArmorProfile, Pod, PodSpec } from '../../schema/generated/core-v1.ts'
import { APP_ARMOR } from '../pod-template/annotations.ts'
import { checkAppArmor } from '../pod-template/profiles.ts'
import { changed, mapped } from '../same.ts'
import { specOf } from './parts.ts'

interface Secured {
  readonly name: string
  readonly securityContext?: { readonly appArmorProfile?: AppArmorProfile }
}

/** A new Pod with the profiles of its annotations; who named one by an annotation alone is told of the field. */
export function withAppArmor(pod: Pod, warn: (text: string) => void): Pod {
  const { annotations = {} } = pod.metadata
  const spec = specOf(pod)
  if (spec.os?.name === 'windows' || !Object.keys(annotations).some(isAppArmor)) return pod
  let result: PodSpec = spec
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const containers = spec[list] as readonly Secured[] | undefined
    if (!containers) continue
    const secured = mapped(containers, container => {
      const key = `${APP_ARMOR}${container.name}`
      const text = annotations[key]
      if (text === undefined || container.securityContext?.appArmorProfile !== undefined)
        return container
      const profile = profileOf(text)
      if (sameJson(profile, spec.securityContext?.appArmorProfile) && profile !== undefined)
        return container
      warn(`metadata.annotations[${key}]: ${USE_FIELD}`)
      return profile === undefined
        ? container
        : {
            ...container,
            securityContext: { ...container.securityContext, appArmorProfile: profile },
          }
    })
    result = changed(result, list, secured as never)
  }
  return changed(pod, 'spec', result)
}

const isAppArmor = (key: string): boolean => key.startsWith(APP_ARMOR)
const USE_FIELD = 'deprecated since v1.30; use the "appArmorProfile" field instead'
const LOCALHOST = 'localhost/'

/** The field that an annotation stands for, if it is a sound one. */
function profileOf(text: string): AppArmorProfile | undefined {
  if (text === 'unconfined') return { type: 'Unconfined' }
  if (text === 'runtime/default') return { type: 'RuntimeDefault' }
  if (!text.startsWith(LOCALHOST)) return undefined
  const profile = { type: 'Localhost', localhostProfile: text.slice(LOCALHOST.length) }
  const causes: Parameters<typeof checkAppArmor>[0] = []
  checkAppArmor(causes, profile, '')
  return causes.length === 0 ? profile : undefined
}
