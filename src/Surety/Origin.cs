namespace Surety;

/// <summary>Where a fact came from.</summary>
/// <param name="File">Index into <see cref="Facts.FactSet.Files"/>.</param>
/// <param name="Line">Line in that file, from 1.</param>
public readonly record struct Origin(int File, int Line);
