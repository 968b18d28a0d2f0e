// What Pods of Windows set, and that host processes keep to themselves.
import { type Cause, goJson, invalid } from '../../meta/field-errors.ts'
import { byteLength, dnsSubdomainErrors } from '../../meta/names.ts'
import type { PodSpec, WindowsSecurityContextOptions } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'
import { visitContainers } from './visit.ts'

const SPEC_KIB_MAX = 64

export function checkWindowsOptions(
  out: Cause[],
  options: WindowsSecurityContextOptions | undefined,
  path: string,
): void {
  if (options === undefined) return
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options
  if (name !== undefined) checkText(out, dnsSubdomainErrors, name, `${path}.gmsaCredentialSpecName`)
  if (spec === '')
    out.push(
      invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'),
    )
  else if (spec !== undefined && byteLength(spec) > SPEC_KIB_MAX * 1024)
    out.push(
      invalid(
        `${path}.gmsaCredentialSpec`,
        spec,
        `gmsaCredentialSpec size must be under ${SPEC_KIB_MAX} KiB`,
      ),
    )
  if (user !== undefined)
    for (const text of userErrors(user)) out.push(invalid(`${path}.runAsUserName`, user, text))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\x00-\x1f\x7f]/
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const DNS =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/
const FORBIDDEN = /["/\\:;|=,+*?<>@[\]]/
const DOTS_AND_SPACES = /^[. ]+$/
const DOMAIN_MAX = 256
const USER_MAX = 104

function userErrors(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined
  const user = parts.at(-1) ?? ''
  const errors: string[] = []
  if (domain !== undefined && domain.length >= DOMAIN_MAX)
    errors.push(`runAsUserName's Domain length must be under ${DOMAIN_MAX} characters`)
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS.test(domain))
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  if (user === '') errors.push("runAsUserName's User cannot be empty")
  else if (user.length > USER_MAX)
    errors.push(`runAsUserName's User length must not be longer than ${USER_MAX} characters`)
  if (DOTS_AND_SPACES.test(user))
    errors.push("runAsUserName's User cannot contain only periods or spaces")
  if (FORBIDDEN.test(user))
    errors.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`)
  return errors
}

/** One host process makes all containers host processes, on the host's network. */
export function checkHostProcess(out: Cause[], spec: PodSpec, path: string): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess
  let containers = 0
  let hostProcesses = 0
  visitContainers(spec, path, (container, at) => {
    containers++
    const own = container.securityContext?.windowsOptions?.hostProcess
    if (ofPod !== undefined && own !== undefined && own !== ofPod)
      out.push(
        invalid(
          `${at}.securityContext.windowsOptions.hostProcess`,
          own,
          `pod hostProcess value must be identical if both are specified, was ${goJson(ofPod)}`,
        ),
      )
    if (own ?? ofPod) hostProcesses++
  })
  if (hostProcesses === 0) return
  if (hostProcesses !== containers)
    out.push(
      invalid(
        path,
        '',
        'If pod contains any hostProcess containers then all containers must be HostProcess containers',
      ),
    )
  if (spec.hostNetwork !== true)
    out.push(
      invalid(
        `${path}.hostNetwork`,
        false,
        'hostNetwork must be true if pod contains any hostProcess containers',
      ),
    )
}
