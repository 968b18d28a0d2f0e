import { type Area, verb } from './verb.ts'

export const deleting: Area = {
  title: 'Deleting',
  verbs: [
    verb('delete', 'kubectl delete deploy web --timeout=20s', /deleted/),
    verb('delete -f', 'kubectl delete -f notes.yaml', /configmap "notes" deleted/),
    verb('delete --dry-run', 'kubectl delete cm conf --dry-run=server', /server dry run/),
    verb(
      'delete --now',
      'kubectl run brief --image=busybox && kubectl delete pod brief --now',
      /"brief" .*deleted/,
    ),
    verb(
      'delete --cascade=foreground',
      'kubectl delete ds log-agent --cascade=foreground --timeout=20s',
      /deleted/,
    ),
    verb('delete --cascade=orphan', 'kubectl delete cj tick --cascade=orphan', /deleted/),
    verb('delete -l', 'kubectl delete cm,svc -l app=web --ignore-not-found', /deleted|^No/),
    verb('delete --all', 'kubectl delete cm,secret --all -n other', /"notes" deleted/),
    verb('delete -i', 'echo y | kubectl delete -i secret s', /secret "s" deleted/, {
      since: [29, 'has no such flag'],
    }),
    verb(
      'wait --for=delete',
      'kubectl wait --for=delete pod -l app=web --timeout=20s',
      /condition met|^$/,
    ),
  ],
}
