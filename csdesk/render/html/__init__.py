"""The page of a report: what each part of it holds, and where its ink goes."""
