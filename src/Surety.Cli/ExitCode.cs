namespace Surety.Cli;

/// <summary>What the program tells the one that called it. <c>surety help exit-codes</c> prints these.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    public const int Error = 1;

    /// <summary>Nothing is wrong, and something would change: what a check asks for.</summary>
    public const int Changes = 2;

    /// <summary>A check found a promise missed.</summary>
    public const int Missed = 3;

    /// <summary>A check found too little data to say.</summary>
    public const int NoData = 4;

    /// <summary>Something is not as it was written.</summary>
    public const int NotVerified = 5;

    /// <summary>It was changed meanwhile, or the other side has to agree.</summary>
    public const int Conflict = 6;

    /// <summary>Somebody is not signed in, or may not do this.</summary>
    public const int NotAllowed = 7;

    /// <summary>As sysexits.h has it.</summary>
    public const int WrongUsage = 64;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
