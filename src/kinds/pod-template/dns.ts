// Names of hosts: how they are resolved, and which are written down.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { ipErrors } from '../../meta/ip.ts'
import { dnsSubdomainErrors, underscoredSubdomainErrors } from '../../meta/names.ts'
import type { HostAlias, PodDNSConfig } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const SERVERS_MAX = 3
const SEARCHES_MAX = 32
const SEARCH_CHARACTERS_MAX = 2_048

export function checkDnsPolicy(out: Cause[], policy: string | undefined, path: string): void {
  if (!policy) out.push(required(path))
  else if (!POLICIES.includes(policy)) out.push(notSupported(path, policy, POLICIES))
}

export function checkDnsConfig(
  out: Cause[],
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  path: string,
): void {
  if (policy === 'None') {
    if (config === undefined)
      return void out.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'))
    if ((config.nameservers ?? []).length === 0)
      return void out.push(
        required(
          `${path}.nameservers`,
          'must provide at least one DNS nameserver when `dnsPolicy` is None',
        ),
      )
  }
  if (config === undefined) return
  checkServers(out, config.nameservers ?? [], `${path}.nameservers`)
  checkSearches(out, config.searches ?? [], `${path}.searches`)
  for (const [index, option] of (config.options ?? []).entries())
    if (!option.name) out.push(required(`${path}.options[${index}]`, 'must not be empty'))
}

function checkServers(out: Cause[], servers: readonly string[], path: string): void {
  if (servers.length > SERVERS_MAX)
    out.push(invalid(path, servers, `must not have more than ${SERVERS_MAX} nameservers`))
  for (const [index, server] of servers.entries())
    out.push(...ipErrors(`${path}[${index}]`, server, true))
}

function checkSearches(out: Cause[], searches: readonly string[], path: string): void {
  if (searches.length > SEARCHES_MAX)
    out.push(invalid(path, searches, `must not have more than ${SEARCHES_MAX} search paths`))
  if (searches.join(' ').length > SEARCH_CHARACTERS_MAX)
    out.push(
      invalid(
        path,
        searches,
        `must not have more than ${SEARCH_CHARACTERS_MAX} characters (including spaces) in the search list`,
      ),
    )
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue
    const name = search.endsWith('.') ? search.slice(0, -1) : search
    checkText(out, underscoredSubdomainErrors, name, `${path}[${index}]`)
  }
}

export function checkHostAliases(
  out: Cause[],
  aliases: readonly HostAlias[] | undefined,
  path: string,
): void {
  for (const [index, { ip, hostnames = [] }] of (aliases ?? []).entries()) {
    out.push(...ipErrors(`${path}[${index}].ip`, ip ?? '', true))
    for (const [at, name] of hostnames.entries())
      checkText(out, dnsSubdomainErrors, name, `${path}[${index}].hostnames[${at}]`)
  }
}
