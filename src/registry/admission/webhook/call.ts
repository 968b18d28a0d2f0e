// Asks a webhook: an AdmissionReview over HTTPS, and the words in which Go tells what went wrong on the way.
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { goQuote } from '../../../meta/field-errors.ts'
import type { Reader } from '../../../meta/kind.ts'
import type { WebhookClientConfig } from '../../../schema/generated/admissionregistration-v1.ts'
import type { Endpoints, Service } from '../../../schema/generated/core-v1.ts'

/** The webhook could not be asked; the message is what the real server says. */
export class CallError extends Error {}

interface Place {
  /** The URL as it is told; where it leads may be another address. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly path: string
  readonly secure: boolean
  /** The name that the certificate must be for. */
  readonly servername: string
}

/** The body of the answer. @throws CallError */
export async function call(
  config: WebhookClientConfig,
  body: unknown,
  timeoutSeconds: number,
  reader: Reader,
): Promise<string> {
  const place = placeOf(config, timeoutSeconds, reader)
  const { code, text, isText } = await posted(
    place,
    config.caBundle,
    JSON.stringify(body),
    timeoutSeconds,
  )
  if (code < 200 || code > 206) throw new CallError(serverText(code, isText ? text : ''))
  return text
}

function placeOf(config: WebhookClientConfig, timeoutSeconds: number, reader: Reader): Place {
  const timeout = `timeout=${timeoutSeconds}s`
  if (config.service !== undefined) {
    const { namespace, name, path = '/', port = 443 } = config.service
    const servername = `${name}.${namespace}.svc`
    const url = `https://${servername}:${port}${path}?${timeout}`
    const at = addressOf(reader, namespace, name, port, url)
    return { ...at, url, path: `${path}?${timeout}`, secure: true, servername }
  }
  const url = new URL(config.url ?? '')
  const secure = url.protocol === 'https:'
  return {
    url: `${(config.url ?? '').replace(/[?#].*$/, '')}?${timeout}`,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}?${timeout}`,
    secure,
    servername: url.hostname,
  }
}

/** Where a Service leads: its external name, or the first of its endpoints. */
function addressOf(reader: Reader, namespace: string, name: string, port: number, url: string) {
  const fail = (text: string): never => {
    throw new CallError(`Post ${goQuote(url)}: ${text}`)
  }
  const service = reader.get('services', namespace, name) as Service | undefined
  if (service === undefined) return fail(`service ${goQuote(name)} not found`)
  if (service.spec?.type === 'ExternalName') return { host: service.spec.externalName ?? '', port }
  const named = service.spec?.ports?.find(one => one.port === port)
  if (named === undefined) return fail(`no service port ${port} found for service ${goQuote(name)}`)
  const endpoints = reader.get('endpoints', namespace, name) as Endpoints | undefined
  for (const { addresses = [], ports = [] } of endpoints?.subsets ?? []) {
    const found = ports.find(one => (one.name ?? '') === (named.name ?? ''))
    const [address] = addresses
    if (found !== undefined && address !== undefined) return { host: address.ip, port: found.port }
  }
  return fail(`no endpoints available for service ${goQuote(name)}`)
}

function posted(
  place: Place,
  caBundle: string | undefined,
  body: string,
  timeoutSeconds: number,
): Promise<Answer> {
  const ca =
    caBundle === undefined || caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64') }
  const isAddress = /^[\d.]+$|:/.test(place.servername)
  const options = {
    host: place.host,
    port: place.port,
    path: place.path,
    method: 'POST',
    agent: false as const,
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, */*',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'kube-apiserver-admission',
    },
    ...ca,
    ...(isAddress ? {} : { servername: place.servername }),
  }
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(new CallError(`Post ${goQuote(place.url)}: ${goText(error, place)}`))
    const sent: ClientRequest = (place.secure ? tlsRequest : plainRequest)(options, response =>
      textOf(response).then(text => resolve(answerOf(response, text)), fail),
    )
    sent.on('error', fail)
    sent.end(body)
  })
}

interface Answer {
  readonly code: number
  readonly text: string
  /** What is no text is not told. */
  readonly isText: boolean
}

const answerOf = ({ statusCode = 0, headers }: IncomingMessage, text: string): Answer => ({
  code: statusCode,
  text,
  isText: /^$|^text\//.test(headers['content-type'] ?? ''),
})

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** What Go says of a connection that fails. */
function goText(error: NodeJS.ErrnoException, { host, port }: Place): string {
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  switch (error.code) {
    case 'ECONNREFUSED':
      return `dial tcp ${at}: connect: connection refused`
    case 'EHOSTUNREACH':
      return `dial tcp ${at}: connect: no route to host`
    case 'ENOTFOUND':
      return `dial tcp: lookup ${host}: no such host`
    case 'ECONNRESET':
      return 'EOF'
    case 'ABORT_ERR':
      return 'context deadline exceeded'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
    case 'CERT_HAS_EXPIRED':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `tls: failed to verify certificate: x509: ${namesFlaw(error as NamesError)}`
    default:
      return error.name === 'TimeoutError' || error.name === 'AbortError'
        ? 'context deadline exceeded'
        : error.message
  }
}

interface NamesError extends Error {
  readonly host: string
  readonly cert?: { readonly subjectaltname?: string }
}

/** A certificate is for other names. */
function namesFlaw({ host, cert }: NamesError): string {
  const names = (cert?.subjectaltname ?? '').split(', ').filter(name => name !== '')
  const of = (lead: string): string[] =>
    names.filter(name => name.startsWith(lead)).map(name => name.slice(lead.length))
  const isAddress = /^[\d.]+$|:/.test(host)
  const valid = isAddress ? of('IP Address:') : of('DNS:')
  if (valid.length > 0) return `certificate is valid for ${valid.join(', ')}, not ${host}`
  if (isAddress)
    return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
  return names.length === 0
    ? 'certificate relies on legacy Common Name field, use SANs instead'
    : `certificate is not valid for any names, but wanted to match ${host}`
}

/** What a client of Go makes of an answer that is no success. */
function serverText(code: number, text: string): string {
  switch (code) {
    case 400:
      return 'the server rejected our request for an unknown reason'
    case 401:
      return 'the server has asked for the client to provide credentials'
    case 403:
      return text
    case 404:
      return 'the server could not find the requested resource'
    case 503:
      return 'the server is currently unable to handle the request'
    default:
      return code >= 500
        ? `an error on the server (${goQuote(text.trim() === '' ? 'unknown' : text.trim())}) has prevented the request from succeeding`
        : `the server responded with the status code ${code} but did not return more information`
  }
}
