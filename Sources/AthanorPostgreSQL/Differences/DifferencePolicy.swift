internal import Athanor

/// What is compared between two schemas, and how the statements are written.
typealias DifferencePolicy = ComparisonPolicy
