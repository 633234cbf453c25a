{{/* Where a route leads: to both versions of a canary by weight, which Argo Rollouts moves. */}}
{{- define "service.destinations" -}}
{{- $host := include "service.host" . -}}
{{- if eq .Values.web.release.strategy "canary" -}}
- destination:
    host: {{ $host | quote }}
    subset: stable
  weight: 100
- destination:
    host: {{ $host | quote }}
    subset: canary
  weight: 0
{{- else -}}
- destination:
    host: {{ $host | quote }}
{{- end -}}
{{- end }}

{{/* How long a request may take, and when it is sent once more: only when it cannot have had an
     effect, since it did not reach the application. */}}
{{- define "service.patience" -}}
{{- with .Values.web.requestSeconds -}}
timeout: {{ printf "%ds" (int .) }}
{{ end -}}
retries:
  attempts: 2
  retryOn: connect-failure,refused-stream,reset-before-request
{{- end }}

{{/* A path and everything below it, but not what only begins with the same letters. */}}
{{- define "service.paths" -}}
{{- $expose := .Values.web.expose -}}
{{- $path := $expose.path -}}
{{- $uris := list (dict "prefix" "/") -}}
{{- if ne $path "/" -}}
{{- $uris = list (dict "exact" $path) (dict "prefix" (printf "%s/" $path)) -}}
{{- end -}}
{{- range $uri := $uris }}
- uri: {{ toJson $uri }}
  {{- with $expose.others }}
  # Paths below it that lead to other services, in whatever order the gateway tries the routes.
  withoutHeaders:
    ":path":
      regex: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end }}
