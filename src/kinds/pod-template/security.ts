// Security contexts, of Pods and of containers.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { rangeText } from '../../meta/names.ts'
import type {
  PodSecurityContext,
  PodSpec,
  SecurityContext,
} from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import type { PodValidationOptions } from './options.ts'
import { checkAppArmor, checkSeccomp } from './profiles.ts'
import { checkWindowsOptions } from './windows.ts'

const ID_MAX = 2_147_483_647
const ID_TEXT = rangeText(0, ID_MAX)

/** The number of a user or a group. */
export function checkId(out: Cause[], id: number | undefined, path: string): void {
  if (id !== undefined && (id < 0 || id > ID_MAX)) out.push(invalid(path, id, ID_TEXT))
}

export function checkPodSecurity(
  out: Cause[],
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
): void {
  const context = spec.securityContext
  if (context === undefined) return
  checkId(out, context.fsGroup, `${path}.fsGroup`)
  checkId(out, context.runAsUser, `${path}.runAsUser`)
  checkId(out, context.runAsGroup, `${path}.runAsGroup`)
  for (const [index, id] of (context.supplementalGroups ?? []).entries())
    checkId(out, id, `${path}.supplementalGroups[${index}]`)
  if (spec.shareProcessNamespace === true && spec.hostPID === true)
    out.push(
      invalid(
        `${path}.shareProcessNamespace`,
        true,
        'ShareProcessNamespace and HostPID cannot both be enabled',
      ),
    )
  checkSysctls(out, spec, context, `${path}.sysctls`, options)
  checkWord(
    out,
    context.fsGroupChangePolicy,
    ['Always', 'OnRootMismatch'],
    `${path}.fsGroupChangePolicy`,
  )
  checkSeccomp(out, context.seccompProfile, `${path}.seccompProfile`)
  checkWindowsOptions(out, context.windowsOptions, `${path}.windowsOptions`)
  checkAppArmor(out, context.appArmorProfile, `${path}.appArmorProfile`)
  checkWord(
    out,
    context.supplementalGroupsPolicy,
    ['Merge', 'Strict'],
    `${path}.supplementalGroupsPolicy`,
  )
  checkWord(
    out,
    context.seLinuxChangePolicy,
    ['MountOption', 'Recursive'],
    `${path}.seLinuxChangePolicy`,
  )
}

function checkWord(
  out: Cause[],
  word: string | undefined,
  words: readonly string[],
  path: string,
): void {
  if (word !== undefined && !words.includes(word)) out.push(notSupported(path, word, words))
}

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const SYSCTL_TEXT = `^(${SEGMENT}[\\./])*${SEGMENT}$`
const SYSCTL = new RegExp(SYSCTL_TEXT)
const SYSCTL_MAX = 253

function checkSysctls(
  out: Cause[],
  spec: PodSpec,
  context: PodSecurityContext,
  path: string,
  options: PodValidationOptions,
): void {
  const seen = new Set<string>()
  for (const [index, { name }] of (context.sysctls ?? []).entries()) {
    const at = `${path}[${index}].name`
    if (!name) out.push(required(at))
    else if (name.length > SYSCTL_MAX || !SYSCTL.test(name))
      out.push(
        invalid(
          at,
          name,
          `must have at most ${SYSCTL_MAX} characters and match regex ${SYSCTL_TEXT}`,
        ),
      )
    else if (seen.has(name)) out.push(duplicate(at, name))
    if (options.allowHostSysctls !== true) checkHostSysctl(out, name, spec, at)
    seen.add(name)
  }
}

/** Settings of a namespace that the Pod shares with the host are the host's. */
function checkHostSysctl(out: Cause[], name: string, spec: PodSpec, path: string): void {
  const dotted = name.replaceAll('/', '.')
  if (spec.hostNetwork === true && dotted.startsWith('net.'))
    out.push(invalid(path, name, "may not be specified when 'hostNetwork' is true"))
  else if (spec.hostIPC === true && isIpc(dotted))
    out.push(invalid(path, name, "may not be specified when 'hostIPC' is true"))
}

const IPC = new Set(['kernel.sem'])
const isIpc = (name: string): boolean =>
  IPC.has(name) ||
  ['kernel.shm', 'kernel.msg', 'fs.mqueue.'].some(prefix => name.startsWith(prefix))

const CONTAINER_TYPE = 'core/v1.SecurityContext'

export function checkContainerSecurity(
  out: Cause[],
  context: SecurityContext | undefined,
  path: string,
  hostUsers: boolean,
): void {
  if (context === undefined) return
  checkId(out, context.runAsUser, `${path}.runAsUser`)
  checkId(out, context.runAsGroup, `${path}.runAsGroup`)
  if (context.procMount !== undefined)
    checkProcMount(out, context.procMount, `${path}.procMount`, hostUsers)
  checkSeccomp(out, context.seccompProfile, `${path}.seccompProfile`)
  if (context.allowPrivilegeEscalation === false) checkEscalation(out, context, path)
  checkWindowsOptions(out, context.windowsOptions, `${path}.windowsOptions`)
  checkAppArmor(out, context.appArmorProfile, `${path}.appArmorProfile`)
}

function checkProcMount(out: Cause[], mount: string, path: string, hostUsers: boolean): void {
  checkWord(out, mount, ['Default', 'Unmasked'], path)
  if (hostUsers && mount === 'Unmasked')
    out.push(invalid(path, mount, '`hostUsers` must be false to use `Unmasked`'))
}

function checkEscalation(out: Cause[], context: SecurityContext, path: string): void {
  const refuse = (what: string): void =>
    void out.push(
      invalid(
        path,
        goStruct(CONTAINER_TYPE, context),
        `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
      ),
    )
  if (context.privileged === true) refuse('`privileged` to true')
  for (const capability of context.capabilities?.add ?? [])
    if (capability === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN')
}
