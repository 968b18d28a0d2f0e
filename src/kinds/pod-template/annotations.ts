// Annotations of Pods that once were fields to be, and are checked still.
import { type Cause, forbidden, goQuote, invalid } from '../../meta/field-errors.ts'
import type { ObjectMeta } from '../../meta/object.ts'
import type { AppArmorProfile, PodSpec, SeccompProfile } from '../../schema/generated/core-v1.ts'
import type { PodValidationOptions } from './options.ts'
import { checkDescending } from './paths.ts'
import { checkTolerationsText, TOLERATIONS } from './toleration-text.ts'
import { visitContainers } from './visit.ts'

export const MIRROR = 'kubernetes.io/config.mirror'
export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const LOCALHOST = 'localhost/'

type Annotations = ObjectMeta['annotations']

export function checkPodAnnotations(
  out: Cause[],
  annotations: Annotations,
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
): void {
  if (annotations === undefined) return
  const mirror = annotations[MIRROR]
  if (mirror !== undefined && !spec.nodeName)
    out.push(
      invalid(
        `${path}[${MIRROR}]`,
        mirror,
        'must set spec.nodeName if mirror pod annotation is set',
      ),
    )
  const tolerations = annotations[TOLERATIONS]
  if (tolerations) checkTolerationsText(out, tolerations, path)
  const cost = annotations[DELETION_COST]
  if (cost !== undefined && options.allowInvalidDeletionCost !== true && !isCost(cost))
    out.push(invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'))
  const seccomp = annotations[SECCOMP_POD]
  if (seccomp !== undefined) checkSeccompName(out, seccomp, `${path}.${SECCOMP_POD}`)
  for (const key in annotations)
    if (key.startsWith(SECCOMP_CONTAINER))
      checkSeccompName(out, annotations[key] ?? '', `${path}.${key}`)
  for (const key in annotations)
    if (key.startsWith(APP_ARMOR)) checkAppArmorName(out, key, annotations[key] ?? '', spec, path)
}

/** Digits without a plus or a zero before them, in 32 bits; after a minus zeros may lead. */
const isCost = (text: string): boolean =>
  /^(0|-[0-9]+|[1-9][0-9]*)$/.test(text) && Math.abs(Number(text) + 0.5) < 2_147_483_648

function checkSeccompName(out: Cause[], name: string, path: string): void {
  if (name === 'runtime/default' || name === 'docker/default' || name === 'unconfined') return
  if (name.startsWith(LOCALHOST)) checkDescending(out, name.slice(LOCALHOST.length), path)
  else out.push(invalid(path, name, 'must be a valid seccomp profile'))
}

function checkAppArmorName(
  out: Cause[],
  key: string,
  name: string,
  spec: PodSpec,
  path: string,
): void {
  const container = key.slice(APP_ARMOR.length)
  let found = false
  visitContainers(spec, '', candidate => {
    if (candidate.name === container) found = true
  })
  if (!found) out.push(invalid(`${path}[${key}]`, container, 'container not found'))
  if (
    name !== '' &&
    name !== 'runtime/default' &&
    name !== 'unconfined' &&
    !name.startsWith(LOCALHOST)
  )
    out.push(invalid(`${path}[${key}]`, name, `invalid AppArmor profile name: ${goQuote(name)}`))
}

/** What annotations and fields both say must be the same. */
export function checkProfilesAgree(
  out: Cause[],
  annotations: Annotations,
  spec: PodSpec,
  path: string,
): void {
  if (annotations === undefined) return
  const ofPod = annotations[SECCOMP_POD]
  if (ofPod !== undefined)
    checkAgreement(
      out,
      'seccomp',
      ofPod,
      spec.securityContext?.seccompProfile,
      `${path}.securityContext.seccompProfile`,
    )
  visitContainers(spec, path, (container, at) => {
    const text = annotations[SECCOMP_CONTAINER + container.name]
    const profile = container.securityContext?.seccompProfile
    if (text !== undefined)
      checkAgreement(out, 'seccomp', text, profile, `${at}.securityContext.seccompProfile`)
  })
  if (spec.os?.name === 'windows') return
  visitContainers(spec, path, (container, at) => {
    const text = annotations[APP_ARMOR + container.name]
    const profile =
      container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile
    if (text !== undefined)
      checkAgreement(out, 'apparmor', text, profile, `${at}.securityContext.appArmorProfile`)
  })
}

const SAME: Readonly<Record<'seccomp' | 'apparmor', Readonly<Record<string, string[]>>>> = {
  seccomp: { Unconfined: ['unconfined'], RuntimeDefault: ['runtime/default', 'docker/default'] },
  apparmor: { Unconfined: ['unconfined'], RuntimeDefault: ['runtime/default'] },
}

function checkAgreement(
  out: Cause[],
  what: 'seccomp' | 'apparmor',
  text: string,
  profile: SeccompProfile | AppArmorProfile | undefined,
  path: string,
): void {
  if (profile === undefined) return
  if (profile.type === 'Localhost') {
    if (!text.startsWith(LOCALHOST))
      out.push(forbidden(`${path}.type`, `${what} type in annotation and field must match`))
    else if (text.slice(LOCALHOST.length) !== profile.localhostProfile)
      out.push(
        forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`),
      )
  } else if (SAME[what][profile.type]?.includes(text) === false)
    out.push(forbidden(`${path}.type`, `${what} type in annotation and field must match`))
}
