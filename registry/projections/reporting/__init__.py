"""The schema `reporting`: views of figures for dashboards and maps, which tell of nobody and hide small counts."""
