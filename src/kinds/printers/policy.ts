// Bindings of roles, budgets, priorities, leases, runtimes.

import type { Lease } from '../../schema/generated/coordination-v1.ts'
import type { RuntimeClass } from '../../schema/generated/node-v1.ts'
import type { PodDisruptionBudget } from '../../schema/generated/policy-v1.ts'
import type { ClusterRoleBinding, RoleBinding, Subject } from '../../schema/generated/rbac-v1.ts'
import type { PriorityClass } from '../../schema/generated/scheduling-v1.ts'
import { age, ageOf, boolean, integer, name, nameOf, printer, text, wide } from './columns.ts'
import { doc } from './descriptions-groups.ts'

type Binding = RoleBinding | ClusterRoleBinding

const bindingColumns = (roleRef: string, of: string) => [
  name,
  text('Role', roleRef),
  age,
  wide(text('Users', `Users in the ${of}`)),
  wide(text('Groups', `Groups in the ${of}`)),
  wide(text('ServiceAccounts', `ServiceAccounts in the ${of}`)),
]

const bindingPrinter = (columns: ReturnType<typeof bindingColumns>) =>
  printer<Binding>(columns, (binding, context) => [
    nameOf(binding),
    `${binding.roleRef?.kind ?? ''}/${binding.roleRef?.name ?? ''}`,
    ageOf(binding, context),
    subjects(binding, 'User'),
    subjects(binding, 'Group'),
    subjects(binding, 'ServiceAccount'),
  ])

export const roleBindingPrinter = bindingPrinter(
  bindingColumns(doc.RoleBinding.roleRef, 'roleBinding'),
)
export const clusterRoleBindingPrinter = bindingPrinter(
  bindingColumns(doc.ClusterRoleBinding.roleRef, 'clusterRoleBinding'),
)

function subjects(binding: Binding, kind: string): string {
  const ofKind = (binding.subjects ?? []).filter(subject => subject.kind === kind)
  return ofKind.map(subjectText).join(', ')
}

const subjectText = (subject: Subject): string =>
  subject.kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name

const orNotApplicable = (value: number | string | undefined): string =>
  value === undefined ? 'N/A' : String(value)

export const podDisruptionBudgetPrinter = printer<PodDisruptionBudget>(
  [
    name,
    text('Min Available', 'The minimum number of pods that must be available.'),
    text('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    integer('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.'),
    age,
  ],
  (budget, context) => [
    nameOf(budget),
    orNotApplicable(budget.spec?.minAvailable),
    orNotApplicable(budget.spec?.maxUnavailable),
    budget.status?.disruptionsAllowed ?? 0,
    ageOf(budget, context),
  ],
)

export const priorityClassPrinter = printer<PriorityClass>(
  [
    name,
    integer('Value', doc.PriorityClass.value),
    boolean('Global-Default', doc.PriorityClass.globalDefault),
    age,
    text('PreemptionPolicy', doc.PriorityClass.preemptionPolicy),
  ],
  (priorityClass, context) => [
    nameOf(priorityClass),
    priorityClass.value,
    priorityClass.globalDefault ?? false,
    ageOf(priorityClass, context),
    priorityClass.preemptionPolicy ?? '',
  ],
)

export const leasePrinter = printer<Lease>(
  [name, text('Holder', doc.LeaseSpec.holderIdentity), age],
  (lease, context) => [nameOf(lease), lease.spec?.holderIdentity ?? '', ageOf(lease, context)],
)

/** The description of the handler is empty in the real server, which looks it up in the wrong place. */
export const runtimeClassPrinter = printer<RuntimeClass>(
  [name, text('Handler', ''), age],
  (runtimeClass, context) => [
    nameOf(runtimeClass),
    runtimeClass.handler,
    ageOf(runtimeClass, context),
  ],
)
