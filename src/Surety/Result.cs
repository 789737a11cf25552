namespace Surety;

/// <summary>Either a value, or the problems for which there is none. What people cause is a result; what we broke is an exception.</summary>
/// <typeparam name="T">The value; legal by construction.</typeparam>
public abstract record Result<T>
{
    private Result() { }

    /// <summary>The value, with whatever warnings and notes came along.</summary>
    /// <param name="Value">Legal: nothing behind the door checks it again.</param>
    /// <param name="Notes">Warnings and notes; may be empty; never errors.</param>
    public sealed record Ok(T Value, ValueList<Problem> Notes = default) : Result<T>;

    /// <summary>No value.</summary>
    /// <param name="Problems">All that is wrong, in order of place; at least one error.</param>
    public sealed record Refused(ValueList<Problem> Problems) : Result<T>;
}
