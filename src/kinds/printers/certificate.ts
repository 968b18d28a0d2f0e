// Requests for certificates, and flow control.
import { humanDuration } from '../../meta/duration.ts'
import type { Printer } from '../../meta/kind.ts'
import type { CertificateSigningRequest } from '../../schema/generated/certificates-v1.ts'
import type {
  FlowSchema,
  PriorityLevelConfiguration,
} from '../../schema/generated/flowcontrol-v1.ts'
import { age, ageOf, NONE, name, nameOf, printer, text } from './columns.ts'
import { doc } from './descriptions-groups.ts'

export const certificateSigningRequestPrinter = printer<CertificateSigningRequest>(
  [
    name,
    age,
    text('SignerName', doc.CertificateSigningRequestSpec.signerName),
    text('Requestor', doc.CertificateSigningRequestSpec.request),
    text('RequestedDuration', doc.CertificateSigningRequestSpec.expirationSeconds),
    text('Condition', doc.CertificateSigningRequestStatus.conditions),
  ],
  (request, context) => {
    const seconds = request.spec?.expirationSeconds
    return [
      nameOf(request),
      ageOf(request, context),
      request.spec?.signerName || NONE,
      request.spec?.username ?? '',
      seconds === undefined ? NONE : humanDuration(seconds * 1000),
      requestState(request),
    ]
  },
)

function requestState({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean =>
    status?.conditions?.some(condition => condition.type === type) ?? false
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
  return [
    decision,
    ...(has('Failed') ? ['Failed'] : []),
    ...(status?.certificate ? ['Issued'] : []),
  ].join(',')
}

const flowSchemas = printer<FlowSchema>(
  [
    name,
    text('PriorityLevel', doc.PriorityLevelConfigurationReference.name),
    text('MatchingPrecedence', doc.FlowSchemaSpec.matchingPrecedence),
    text('DistinguisherMethod', doc.FlowSchemaSpec.distinguisherMethod),
    age,
    text('MissingPL', 'references a broken or non-existent PriorityLevelConfiguration'),
  ],
  (schema, context) => [
    nameOf(schema),
    schema.spec?.priorityLevelConfiguration?.name ?? '',
    schema.spec?.matchingPrecedence ?? 0,
    schema.spec?.distinguisherMethod?.type ?? NONE,
    ageOf(schema, context),
    schema.status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
)

/** In the order in which requests are held against them. */
export const flowSchemaPrinter: Printer<FlowSchema> = {
  ...flowSchemas,
  compare: (a, b) =>
    (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0) ||
    (nameOf(a) < nameOf(b) ? -1 : 1),
}

export const priorityLevelConfigurationPrinter = printer<PriorityLevelConfiguration>(
  [
    name,
    text('Type', doc.PriorityLevelConfigurationSpec.type),
    text(
      'NominalConcurrencyShares',
      doc.LimitedPriorityLevelConfiguration.nominalConcurrencyShares,
    ),
    text('Queues', doc.QueuingConfiguration.queues),
    text('HandSize', doc.QueuingConfiguration.handSize),
    text('QueueLengthLimit', doc.QueuingConfiguration.queueLengthLimit),
    age,
  ],
  (level, context) => {
    const limited = level.spec?.limited
    const queuing = limited?.limitResponse?.queuing
    return [
      nameOf(level),
      level.spec?.type ?? '',
      limited === undefined ? NONE : (limited.nominalConcurrencyShares ?? 0),
      queuing?.queues ?? NONE,
      queuing?.handSize ?? NONE,
      queuing?.queueLengthLimit ?? NONE,
      ageOf(level, context),
    ]
  },
)
