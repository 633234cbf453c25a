{{/* A requirement: key, then the values that are allowed, or one number with an operator. */}}
{{- define "platform.requirement" -}}
- key: {{ .key }}
  operator: {{ .operator | default "In" }}
  values: {{ toJson .values }}
{{- end }}

{{/* Labels of both objects of a pool. */}}
{{- define "platform.labels" -}}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
