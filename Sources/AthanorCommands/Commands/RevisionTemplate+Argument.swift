internal import ArgumentParser
internal import Athanor

extension RevisionTemplate {
    /// The template that an argument of the command line names.
    init(argument: String) throws {
        guard let template = RevisionTemplate(rawValue: argument) else {
            let known = RevisionTemplate.allCases.map(\.rawValue)
            throw ValidationError(
                "There is no \"\(argument)\". \(NearestNames.suggestion(for: argument, among: known))")
        }
        self = template
    }
}
