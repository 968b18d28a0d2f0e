import { type Area, verb } from './verb.ts'

export const access: Area = {
  title: 'Who may do what',
  verbs: [
    verb('auth can-i', 'kubectl auth can-i create pods', /yes/),
    verb('auth can-i --list', 'kubectl auth can-i --list', /^\*\.\* +\[\] +\[\] +\[\*\]/m),
    verb('auth whoami', 'kubectl auth whoami', /kubernetes-admin/, {
      since: [28, 'asks for versions that v1.36 does not serve'],
    }),
    verb('auth reconcile', 'kubectl auth reconcile -f role.yaml', /watcher reconciled/),
    verb(
      'certificate approve',
      'kubectl create -f request.yaml && kubectl certificate approve jane',
      /jane approved/,
    ),
    verb(
      'certificate deny',
      'sed "s/name: jane/name: joe/" request.yaml | kubectl create -f - && kubectl certificate deny joe',
      /joe denied/,
    ),
  ],
}
