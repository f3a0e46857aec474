"""The honest-report desk measured: quality on generated sets, the law versions, speed beside its peers."""
