namespace Surety.Storage.Records;

/// <summary>On whose behalf the record is looked at or written to. A server of databases holds to it by itself; a file does not, and whoever opens the door asks <see cref="People.Seats"/>. Closed: these two.</summary>
public abstract record Access
{
    private Access() { }

    /// <summary>The machine itself: its command line, and what falls due.</summary>
    public sealed record All : Access;

    /// <summary>A party, which sees what is its own and the spaces at which it sits.</summary>
    /// <param name="Handle">Short name of the party.</param>
    /// <exception cref="ArgumentException">It is no handle.</exception>
    public sealed record Party(string Handle) : Access
    {
        /// <summary>Short name of the party.</summary>
        public string Handle { get; } = People.Fields.IsHandle(Handle) ? Handle : throw new ArgumentException("This is no handle of a party.", nameof(Handle));
    }

    /// <summary>As the database is told.</summary>
    internal string Setting => this switch { All => "*", Party party => party.Handle };
}
