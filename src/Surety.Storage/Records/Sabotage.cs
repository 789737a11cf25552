namespace Surety.Storage.Records;

/// <summary>
/// Faults put in on purpose, by the variable <c>SURETY_SABOTAGE</c>: the acceptance tests have to find each of them, or they prove nothing. Nobody sets it otherwise, and <c>surety</c> says so where it is set.
/// </summary>
public static class Sabotage
{
    static readonly string Fault = Environment.GetEnvironmentVariable("SURETY_SABOTAGE") ?? "";

    /// <summary>What is broken; empty: nothing.</summary>
    public static string Name => Fault;

    /// <summary>Commits are not flushed: lost in a power cut.</summary>
    internal static string Synchronous => Fault == "no-flush" ? "off" : "full";

    /// <summary>Facts are acknowledged before they are committed.</summary>
    public static bool AcknowledgesEarly => Fault == "early-ack";

    /// <summary>An id that was sent twice counts twice.</summary>
    internal static bool ForgetsIds => Fault == "no-ids";

    /// <summary>A server takes more than it can do, without end.</summary>
    public static bool IsUnbounded => Fault == "unbounded";

    /// <summary>What is to be sent is written after the decision, in a transaction of its own.</summary>
    internal static bool WritesOutboxApart => Fault == "outbox-apart";

    /// <summary>An error of the disk is taken for success.</summary>
    internal static bool SwallowsDiskErrors => Fault == "swallow";

    /// <summary>Checkpoints are not looked at when a pack is verified.</summary>
    public static bool IgnoresCheckpoints => Fault == "no-checkpoints";

    /// <summary>What was answered to a request is forgotten, so that it is done again when it comes again.</summary>
    internal static bool ForgetsAnswers => Fault == "forget-answers";

    /// <summary>Requests are not held against what their operation describes, and what goes wrong then is not met.</summary>
    public static bool LetsFaultsOut => Fault == "faults-out";

    /// <summary>Whoever asks for an agreement or a feed sits at it; only the database asks further.</summary>
    public static bool LeavesDoorsOpen => Fault == "open-door";

    /// <summary>What was sent is logged where it was refused.</summary>
    public static bool LogsBodies => Fault == "log-body";

    /// <summary>Answers have none of the headers that keep browsers within bounds.</summary>
    public static bool LeavesHeadersOut => Fault == "no-headers";

    /// <summary>A step of a migration is committed before the next one.</summary>
    internal static bool MigratesApart => Fault == "migrate-apart";

    /// <summary>A backup of a folder is a copy of its file, whoever writes to it meanwhile.</summary>
    public static bool CopiesFiles => Fault == "copy-file";

    /// <summary>Whether a setting may be wrong.</summary>
    internal static bool Allows(string setting) => Fault == "no-flush" && setting is "synchronous" or "synchronous_commit";
}
