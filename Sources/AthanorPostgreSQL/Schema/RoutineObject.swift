internal import Athanor

/// A function or procedure.
struct RoutineObject: DefinedObject {
    /// CREATE OR REPLACE FUNCTION or PROCEDURE, as the server writes it, with the body byte by byte.
    let creation: ExactText
    /// The type of the result, with `SETOF` for a set.
    let result: ExactText
    /// The parameters that give columns of the result, by name and type.
    let outputs: [ExactText]
    /// The names of the parameters that take a value; an empty one for none.
    let inputNames: [ExactText]
    /// The number of parameters with a default.
    let defaultCount: Int
    /// Whether it is a window function.
    let isWindow: Bool
    /// Whether its body is SQL that the server has parsed, and whose dependencies it knows.
    let hasParsedBody: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let beginning = "CREATE OR REPLACE "
        let text = creation.text
        return [ChangeStatement(text.hasPrefix(beginning) ? "CREATE \(text.dropFirst(beginning.count))" : text)]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP \(key.keyword) \(key.sql)", [.breaksPrograms])]
    }

    /// CREATE OR REPLACE where the server allows it. It changes neither the result nor the name of a parameter, and
    /// removes no default.
    func alteration(to new: RoutineObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let namesStay = zip(inputNames, new.inputNames).allSatisfy { old, name in old == "" || old == name }
        let outputsStay = !result.text.hasSuffix("record") || outputs == new.outputs
        guard namesStay, outputsStay, result == new.result, isWindow == new.isWindow, defaultCount <= new.defaultCount
        else { return plan.replacement(of: key) }
        return .statements([ChangeStatement(new.creation.text)])
    }
}
