{{/* Metadata of an object: its own name, namespace and labels, and the labels of the chart. */}}
{{- define "platform.metadata" -}}
{{- $root := index . 0 }}
{{- $object := index . 1 -}}
name: {{ $object.name | quote }}
{{- with $object.namespace }}
namespace: {{ quote . }}
{{- end }}
labels:
  {{- include "platform.labels" $root | nindent 2 }}
  {{- range $key, $value := $object.labels }}
  {{ quote $key }}: {{ quote $value }}
  {{- end }}
{{- end }}

{{/* What a value is read from: a parameter, or a secret whose name is a fact. */}}
{{- define "platform.remoteKey" -}}
{{- $root := index . 0 }}
{{- $object := index . 1 }}
{{- $entry := index . 2 }}
{{- if $entry.key }}
{{- $entry.key }}
{{- else }}
{{- $name := index $root.Values.facts.secretNames $entry.secret }}
{{- if not $name }}
{{- fail (printf "facts.secretNames.%s is missing: %s of namespace %s reads that secret; apply the layer 30-data first" $entry.secret $object.name $object.namespace) }}
{{- end }}
{{- $name }}
{{- end }}
{{- end }}
