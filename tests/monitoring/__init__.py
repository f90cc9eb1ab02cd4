"""What is watched: series, alerts, dashboards."""
